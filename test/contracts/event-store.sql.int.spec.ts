import { availableDatabases } from '@ledgerline/local-servers/testing';
import { eventStoreContract } from '@ledgerline/testing';
import { sqlSubject } from './sql-subject.js';

for (const kind of availableDatabases()) eventStoreContract(kind, () => sqlSubject(kind));

eventStoreContract('postgres in strict order', () => sqlSubject('postgres', 'strict'));
