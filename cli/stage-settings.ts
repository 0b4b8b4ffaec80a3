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
