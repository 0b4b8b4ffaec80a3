import { UTM, type UtmForm } from './form.ts';

/** A campaign's parameters under a name, kept in this browser. */
export interface Preset {
  name: string;
  utm: UtmForm;
}

/** What was kept; what cannot be read is nothing. */
export function presetsIn(text: string | null): Preset[] {
  let kept: unknown;
  try {
    kept = JSON.parse(text ?? '[]');
  } catch {
    return [];
  }
  return Array.isArray(kept) ? kept.flatMap(presetOf).sort(byName) : [];
}

function presetOf(kept: unknown): Preset[] {
  const { name, utm } = (kept ?? {}) as { name?: unknown; utm?: Record<string, unknown> };
  if (typeof name !== 'string' || typeof utm !== 'object' || utm === null) return [];
  const entries = UTM.map(field => [field, typeof utm[field] === 'string' ? utm[field] : '']);
  return [{ name, utm: Object.fromEntries(entries) as UtmForm }];
}

const byName = (one: Preset, other: Preset) => one.name.localeCompare(other.name);

/** With one more, in place of one of the same name. */
export const withPreset = (presets: readonly Preset[], preset: Preset): Preset[] =>
  [...withoutPreset(presets, preset.name), preset].sort(byName);

export const withoutPreset = (presets: readonly Preset[], name: string): Preset[] =>
  presets.filter(preset => preset.name !== name);
