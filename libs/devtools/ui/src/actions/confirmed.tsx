import type { ActionResult } from '@ledgerline/devtools/api';
import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { useServices } from '../data/services.js';

interface ConfirmedProps {
  readonly label: string;
  /** What is asked before anything happens. */
  readonly question: string;
  readonly act: (form: FormData) => Promise<ActionResult>;
  /** After it was carried out. */
  readonly onDone?: () => void;
  readonly isGrave?: boolean;
  /** Fields that the action needs. */
  readonly children?: ComponentChildren;
}

/** A button that asks first, and shows what is true afterwards. Absent where the pages are read-only. */
export function Confirmed({ label, question, act, onDone, isGrave = false, children }: ConfirmedProps) {
  const { info } = useServices();
  const dialog = useRef<HTMLDialogElement>(null);
  const [said, setSaid] = useState<{ text: string; isError: boolean }>();
  const [isBusy, setIsBusy] = useState(false);
  if (info.isReadOnly) return null;

  const carryOut = async (event: Event) => {
    event.preventDefault();
    setIsBusy(true);
    const outcome = await act(new FormData(event.currentTarget as HTMLFormElement)).then(
      ({ says }) => ({ text: says, isError: false }),
      (error: Error) => ({ text: error.message, isError: true }),
    );
    setIsBusy(false);
    setSaid(outcome);
    if (outcome.isError) return;
    dialog.current?.close();
    onDone?.();
  };
  const ask = () => {
    setSaid(undefined);
    dialog.current?.showModal();
  };
  return (
    <span class="confirmed">
      <button type="button" class={isGrave ? 'grave' : ''} onClick={ask}>
        {label}
      </button>
      {said && (
        <span class={said.isError ? 'said error' : 'said'} role="status">
          {said.text}
        </span>
      )}
      <dialog ref={dialog} aria-label={label}>
        <form onSubmit={(event) => void carryOut(event)}>
          <p>{question}</p>
          {children}
          {said?.isError && (
            <p class="error" role="alert">
              {said.text}
            </p>
          )}
          <div class="toolbar">
            <button type="submit" class={isGrave ? 'grave primary' : 'primary'} disabled={isBusy}>
              {label}
            </button>
            <button type="button" onClick={() => dialog.current?.close()}>
              Not now
            </button>
          </div>
        </form>
      </dialog>
    </span>
  );
}
