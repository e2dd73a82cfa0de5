import { Logger } from '@nestjs/common';

// What the libraries log on purpose, at faults that specs make on purpose, would bury what the run has to say. LOGS=1 shows it.
if (!process.env['LOGS']) Logger.overrideLogger(false);
