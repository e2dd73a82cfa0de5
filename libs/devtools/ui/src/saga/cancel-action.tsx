import { Confirmed } from '../actions/confirmed.js';
import { formText } from '../actions/form-text.js';
import { useServices } from '../data/services.js';

/** Cancels a saga, for a reason if one is given. */
export function CancelAction({ id, onChanged }: { readonly id: string; readonly onChanged: () => void }) {
  const { client } = useServices();
  const cancel = (form: FormData) => client.act('saga/cancel', { id, reason: formText(form, 'reason') || undefined });
  return (
    <Confirmed label="Cancel" isGrave question={`Cancel ${id}? What it has done is undone.`} act={cancel} onDone={onChanged}>
      <label class="field">
        <span>Reason</span>
        <input name="reason" autocomplete="off" />
      </label>
    </Confirmed>
  );
}
