import type { Contestant } from '../measuring/alternate.js';
import { throughput } from '../measuring/throughput.js';

const BETWEEN_LOOKS_AT_THE_CLOCK = 1_000;

/** One dispatch after the other, each awaited: nanoseconds a dispatch. @param duration milliseconds of a sample */
export function dispatching(name: string, duration: number, dispatch: (number: number) => Promise<unknown>): Contestant {
  const some = async () => {
    for (let number = 0; number < BETWEEN_LOOKS_AT_THE_CLOCK; number++) await dispatch(number);
    return BETWEEN_LOOKS_AT_THE_CLOCK;
  };
  return { name, sample: async () => 1_000_000_000 / (await throughput(1, duration, some)) };
}
