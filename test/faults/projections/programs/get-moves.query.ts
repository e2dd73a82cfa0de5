import { InjectReadDb, Query, QueryHandler, type IQueryHandler } from '@ledgerline/cqrs';
import { DataSource } from 'typeorm';
import { Trail } from './trail.projection.js';

/** How many moves an account has had, as the read database knows it. */
export class GetMoves extends Query<number> {
  constructor(readonly account: string) {
    super();
  }
}

@QueryHandler(GetMoves)
export class GetMovesHandler implements IQueryHandler<GetMoves> {
  constructor(@InjectReadDb() private readonly readDb: DataSource) {}

  async execute({ account }: GetMoves): Promise<number> {
    return (await this.readDb.manager.findOneBy(Trail, { account }))?.moves ?? 0;
  }
}
