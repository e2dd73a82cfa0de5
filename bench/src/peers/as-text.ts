import type { CustomTypesConfig } from 'pg';

/** Values stay the texts that the server sent; the driver would parse each one, whoever needs it or not. */
export const asText = { getTypeParser: () => (value: string) => value } as unknown as CustomTypesConfig;
