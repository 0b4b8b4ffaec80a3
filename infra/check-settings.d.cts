import type { StageSettings } from './edge-settings.ts';

/** What is wrong with a stage's settings, in a sentence; undefined where nothing is. */
export function problemOf(settings: StageSettings): string | undefined;
