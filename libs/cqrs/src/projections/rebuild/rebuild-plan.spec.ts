import type { ProjectionRole } from '../ledger/projection-ledger.js';
import { planRebuild } from './rebuild-plan.js';

const row = (version: number, role: ProjectionRole, name = 'orders') => ({ name, version, role });
const code = (version: number, entities: unknown[] = [Object]) => ({ name: 'orders', version, entities });

describe('The plan of a rebuild', () => {
  it('is nothing before the projection has begun, and while its version is served', () => {
    expect(planRebuild(code(1), [])).toEqual({ kind: 'none' });
    expect(planRebuild(code(2), [row(2, 'live'), row(1, 'archived')])).toEqual({ kind: 'none' });
  });

  it('does not look at other projections', () => {
    expect(planRebuild(code(2), [row(2, 'live'), row(3, 'shadow', 'customers'), row(9, 'live', 'customers')])).toEqual({
      kind: 'none',
    });
  });

  it('is to build a raised version beside the live one, whether or not somebody has begun', () => {
    expect(planRebuild(code(2), [row(1, 'live')])).toEqual({ kind: 'build', version: 2 });
    expect(planRebuild(code(2), [row(1, 'live'), row(2, 'shadow')])).toEqual({ kind: 'build', version: 2 });
  });

  it('takes the place of a rebuild of an older release', () => {
    expect(planRebuild(code(3), [row(1, 'live'), row(2, 'shadow')])).toEqual({ kind: 'build', version: 3 });
  });

  it('leaves it to a newer release, from the moment when that has begun', () => {
    expect(planRebuild(code(1), [row(1, 'live'), row(2, 'shadow')])).toEqual({ kind: 'superseded', by: 2 });
    expect(planRebuild(code(2), [row(1, 'live'), row(3, 'shadow')])).toEqual({ kind: 'superseded', by: 3 });
    expect(planRebuild(code(1), [row(2, 'live'), row(1, 'archived')])).toEqual({ kind: 'superseded', by: 2 });
  });

  it('is to build the served version again when somebody asked for it', () => {
    expect(planRebuild(code(2), [row(2, 'live'), row(-2, 'shadow')])).toEqual({ kind: 'build', version: -2 });
  });

  it('is to begin anew in place for a class that names no entities', () => {
    expect(planRebuild(code(2, []), [row(1, 'live')])).toEqual({ kind: 'in-place' });
  });
});
