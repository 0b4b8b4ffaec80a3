import { useState } from 'preact/hooks';
import type { Refused } from '../../ask.ts';
import { number } from '../../format.ts';
import { t } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { Field, Select } from '../../ui/field.tsx';
import { errorAt } from '../form/errors.ts';
import { LEVELS, type QrStyle, wrongLogo } from './qr-style.ts';

interface QrFieldsProps {
  style: QrStyle;
  errors: Refused['errors'];
  onChange(some: Partial<QrStyle>): void;
}

/** What can be said of how a code looks. */
export function QrFields({ style, errors, onChange }: QrFieldsProps) {
  return (
    <div class="stack">
      <div class="pair">
        {(['dark', 'light'] as const).map(name => (
          <Field key={name} label={t.form.qr[name]} error={errorAt(errors, name)}>
            <input
              type="color"
              value={style[name]}
              onInput={event => onChange({ [name]: event.currentTarget.value })}
            />
          </Field>
        ))}
      </div>
      {style.logo === '' ? (
        <Select
          label={t.form.qr.level}
          value={style.level}
          options={LEVELS.map(level => [level, t.form.qr.levels[level]] as const)}
          onChange={level => onChange({ level })}
        />
      ) : (
        <p>
          {t.form.qr.level}: {t.form.qr.levelWithLogo}
        </p>
      )}
      <div class="pair">
        {(['margin', 'size'] as const).map(name => (
          <Field
            key={name}
            label={t.form.qr[name]}
            error={errorAt(errors, name)}
            hint={name === 'margin' ? t.form.qr.marginHint : t.form.qr.sizeHint}
          >
            <input
              type="text"
              inputMode="numeric"
              autocomplete="off"
              value={style[name]}
              onInput={event => onChange({ [name]: event.currentTarget.value })}
            />
          </Field>
        ))}
      </div>
      <Logo logo={style.logo} error={errorAt(errors, 'logo')} onChange={logo => onChange({ logo })} />
    </div>
  );
}

interface LogoProps {
  logo: string;
  error: string | undefined;
  onChange(logo: string): void;
}

/** A picture for the middle of the code, from a file. */
function Logo({ logo, error, onChange }: LogoProps) {
  const [wrong, setWrong] = useState<string>();
  const take = async (file: File | undefined) => {
    setWrong(undefined);
    const problem = file && wrongLogo(file);
    if (problem === 'noPng') setWrong(t.form.qr.logoNoPng);
    else if (problem === 'tooLarge')
      setWrong(t.form.qr.logoTooLarge(number(Math.ceil(file?.size ?? 0) / 1024)));
    else if (file) onChange(await dataAddress(file));
  };
  return (
    <div class="row bottom">
      <Field label={t.form.qr.logo} isOptional hint={t.form.qr.logoHint} error={wrong ?? error}>
        <input
          type="file"
          accept="image/png"
          // Another code has another field: a file that was taken away can be taken again.
          key={logo === '' ? 'none' : 'some'}
          onChange={event => take(event.currentTarget.files?.[0])}
        />
      </Field>
      {logo !== '' && <Button onClick={() => onChange('')}>{t.form.qr.removeLogo}</Button>}
    </div>
  );
}

const dataAddress = (file: File) =>
  new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
