import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiInternalServerErrorResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiErrors } from '../http/api-errors.decorator.js';
import { FulfilOrderBody } from './fulfil-order.body.js';
import { FulfilmentFailedException } from './fulfilment-failed.exception.js';
import { FulfilmentFailure, FulfilmentReceipt } from './fulfilment-receipt.js';
import { OrderFulfilment } from './order-fulfilment.js';

@ApiTags('orders')
@Controller('orders')
export class FulfilmentController {
  constructor(private readonly fulfilment: OrderFulfilment) {}

  @Post(':id/fulfill')
  @HttpCode(200)
  @ApiOperation({ summary: 'Reserve, charge and ship an order; a repeated request joins the same run' })
  @ApiOkResponse({ type: FulfilmentReceipt })
  @ApiErrors(400, 404, 409, 503)
  @ApiInternalServerErrorResponse({ type: FulfilmentFailure })
  async fulfil(@Param('id') orderId: string, @Body() body: FulfilOrderBody): Promise<FulfilmentReceipt> {
    const { customerId, total, address } = body;
    const items = body.items.map(({ sku, quantity }) => ({ sku, quantity }));
    const result = await this.fulfilment.fulfil({ orderId, customerId, items, total, address });
    if (!result.success) throw new FulfilmentFailedException(result);
    return { status: 'fulfilled', stepsCompleted: result.stepsCompleted, sagaId: result.id };
  }
}
