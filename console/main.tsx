import { render } from 'preact';

const place = document.getElementById('app');
if (place) render(<h1>Signpost</h1>, place);
