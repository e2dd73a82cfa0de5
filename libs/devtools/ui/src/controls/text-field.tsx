interface TextFieldProps {
  readonly name: string;
  readonly label: string;
  readonly value: string | undefined;
  readonly placeholder?: string;
  readonly type?: 'text' | 'datetime-local';
  /** Where the key `/` leads. */
  readonly isMain?: boolean;
}

/** A field of a filter bar. */
export function TextField({ name, label, value = '', placeholder, type = 'text', isMain = false }: TextFieldProps) {
  const common = { name, defaultValue: value, autocomplete: 'off' } as const;
  // The key draws the field anew when the address changes by other means than the field.
  return (
    <label class="field">
      <span>{label}</span>
      {type === 'datetime-local' ? (
        <input key={value} {...common} type="datetime-local" step={1} />
      ) : (
        <input
          key={value}
          {...common}
          type="text"
          placeholder={placeholder}
          spellcheck={false}
          data-main={isMain ? '' : undefined}
        />
      )}
    </label>
  );
}
