import { useState } from 'preact/hooks';
import { timeZone } from './format.ts';
import { useSession } from './session.tsx';
import { chooseLanguage, LANGUAGES, type Language, language, t } from './texts/texts.ts';
import { chosenTheme, showTheme, THEMES } from './theme.ts';
import { Button } from './ui/button.tsx';
import { Select } from './ui/field.tsx';
import { OutIcon, UserIcon } from './ui/icons.tsx';
import { Menu } from './ui/menu.tsx';

/** Whose key it is, how the console looks and speaks, and the way out. */
export function AccountMenu() {
  const { key, signOut } = useSession();
  const [theme, setTheme] = useState(chosenTheme);
  return (
    <Menu label={`${t.app.account}: ${key.name}`} icon={UserIcon}>
      <p>
        <strong>{key.name}</strong>
        <br />
        <span class="muted">{key.scopes.join(', ')}</span>
      </p>
      <Select
        label={t.app.theme.label}
        value={theme}
        options={THEMES.map(name => [name, t.app.theme[name]] as const)}
        onChange={chosen => {
          showTheme(chosen);
          setTheme(chosen);
        }}
      />
      <Select
        label={t.app.language}
        value={language}
        options={Object.entries(LANGUAGES) as [Language, string][]}
        onChange={chooseLanguage}
      />
      <p class="muted">{t.app.timeZone(timeZone)}</p>
      <Button icon={OutIcon} onClick={signOut}>
        {t.app.signOut}
      </Button>
    </Menu>
  );
}
