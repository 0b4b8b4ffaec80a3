import adapter from '@sveltejs/adapter-static';
import { sveltekit } from '@sveltejs/kit/vite';

/** @type {import('vite').UserConfig} */
export default {
  logLevel: 'error',
  plugins: [sveltekit({ adapter: adapter({ fallback: 'index.html' }) })],
};
