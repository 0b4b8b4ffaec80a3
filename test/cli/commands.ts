import { auditCommand } from '../../cli/audit-command.ts';
import { classifyCommand } from '../../cli/classify-command.ts';
import { keyCommand } from '../../cli/key.ts';
import { linksCommand } from '../../cli/links-command.ts';
import { mcpCommand } from '../../cli/mcp-command.ts';
import { preflightCommand } from '../../cli/preflight-command.ts';
import { recountCommand } from '../../cli/recount-command.ts';
import { uploadCommand } from '../../cli/upload-command.ts';
import { warmCommand } from '../../cli/warm-command.ts';
import { webhooksCommand } from '../../cli/webhooks-command.ts';

/** What `signpost COMMAND` runs, by name. */
export const COMMANDS = {
  audit: auditCommand,
  classify: classifyCommand,
  key: keyCommand,
  links: linksCommand,
  mcp: mcpCommand,
  preflight: preflightCommand,
  recount: recountCommand,
  upload: uploadCommand,
  warm: warmCommand,
  webhooks: webhooksCommand,
};
