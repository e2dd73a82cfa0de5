import type { Json } from '@ledgerline/devtools/api';
import { Confirmed } from '../actions/confirmed.js';
import { formText } from '../actions/form-text.js';
import { useServices } from '../data/services.js';

interface SignalActionProps {
  readonly id: string;
  /** Names of the signals that it waits for now. */
  readonly signals: readonly string[];
  readonly onChanged: () => void;
}

/** Sends a signal, with a payload if wanted. */
export function SignalAction({ id, signals, onChanged }: SignalActionProps) {
  const { client } = useServices();
  const send = async (form: FormData) => {
    const payload = formText(form, 'payload');
    const name = formText(form, 'name');
    return client.act('saga/signal', { id, name, ...(payload !== '' && { payload: parsed(payload) }) });
  };
  return (
    <Confirmed label="Send a signal" question={`Send a signal to ${id}?`} act={send} onDone={onChanged}>
      <label class="field">
        <span>Name</span>
        <input name="name" required defaultValue={signals[0] ?? ''} list="signal-names" autocomplete="off" />
      </label>
      <datalist id="signal-names">
        {signals.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <label class="field">
        <span>Payload, JSON</span>
        <textarea name="payload" rows={4} spellcheck={false} placeholder='{ "amount": 25 }' />
      </label>
    </Confirmed>
  );
}

/** @throws Error with a text for the one who wrote it */
function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw new Error(`The payload is not JSON: ${(error as Error).message}`, { cause: error });
  }
}
