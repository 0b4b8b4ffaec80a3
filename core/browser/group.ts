/** Whether any process of a group is left. */
export function groupLives(group: number): boolean {
  try {
    process.kill(-group, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // it lives, as another user's
  }
}

/** Ends every process of a group at once. */
export function killGroup(group: number): void {
  if (group <= 0) return; // there is none
  try {
    process.kill(-group, 'SIGKILL');
  } catch {
    // It has ended by itself: that is what was wanted.
  }
}
