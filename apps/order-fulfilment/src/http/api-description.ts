import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';

/** Swagger's page at `/api`, its document at `/api-json`. */
export function describeApi(app: INestApplication): void {
  const config = new DocumentBuilder()
    .setTitle('Order fulfilment')
    .setDescription('The sample application of Ledgerline: orders, their fulfilment, and all that goes wrong with them.')
    .setVersion('0.1.0')
    .build();
  SwaggerModule.setup('api', app, () => SwaggerModule.createDocument(app, config));
}
