import type { Template } from '../local/template/template.ts';

export interface EventSettings {
  events?: boolean;
  webhooks?: { url: string; secret: string; formerSecret?: string; events?: string[] }[] | null;
}

export function chooseEventFunctions(functions: Record<string, unknown>, settings: EventSettings): void;
export function addEvents(template: Template, settings: EventSettings): void;
