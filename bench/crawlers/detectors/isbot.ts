import { isbot } from 'isbot';

export const getsPage = (userAgent: string): boolean => isbot(userAgent);
