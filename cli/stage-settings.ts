import { problemOf } from '../infra/check-settings.cjs';
import { stageSettings } from '../local/template/settings.ts';
import { UsageError } from './faults.ts';

/** A stage's settings, as a deploy would take them. Throws UsageError for a stage that does not exist. */
export function settingsOf(root: string, stage: string): ReturnType<typeof stageSettings> {
  try {
    return stageSettings(root, stage);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** The same, once the packager would take them. Throws UsageError for what it would refuse, too. */
export function checkedSettings(root: string, stage: string): ReturnType<typeof stageSettings> {
  const settings = settingsOf(root, stage);
  const wrong = problemOf(settings);
  if (wrong !== undefined) throw new UsageError(wrong);
  return settings;
}
