import { render } from 'preact';
import { App } from './app.tsx';
import { speak } from './texts/texts.ts';
import { chosenTheme, showTheme } from './theme.ts';
import { guardHistory } from './ui/leaving.tsx';

showTheme(chosenTheme());
guardHistory();
await speak();
const place = document.getElementById('app');
if (place) render(<App />, place);
