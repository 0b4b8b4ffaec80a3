interface ChipsProps<Value extends string> {
  label: string;
  values: readonly string[];
  options: readonly (readonly [Value, string])[];
  onChange(values: string[]): void;
}

/** Some of a few values. */
export function Chips<Value extends string>({ label, values, options, onChange }: ChipsProps<Value>) {
  return (
    <fieldset class="chips">
      <legend>{label}</legend>
      <div class="row tight">
        {options.map(([value, name]) => (
          <label key={value} class="chip">
            <input
              type="checkbox"
              checked={values.includes(value)}
              onChange={event =>
                onChange(
                  event.currentTarget.checked ? [...values, value] : values.filter(each => each !== value),
                )
              }
            />
            {name}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
