interface SelectFieldProps {
  readonly name: string;
  readonly label: string;
  readonly value: string | undefined;
  /** What stands for no choice. */
  readonly none: string;
  readonly options: readonly string[];
}

/** A choice among known names; one that is not known any more stays, since the address asks for it. */
export function SelectField({ name, label, value = '', none, options }: SelectFieldProps) {
  const all = value === '' || options.includes(value) ? options : [value, ...options];
  return (
    <label class="field">
      <span>{label}</span>
      <select name={name} value={value}>
        <option value="">{none}</option>
        {all.map((option) => (
          <option key={option} value={option} selected={option === value}>
            {option}
          </option>
        ))}
      </select>
    </label>
  );
}
