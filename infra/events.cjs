// Telling others of changes of links, which is in the template only where the settings ask for it. CommonJS, because the
// packager's plugin is.

/** Who is told: rules of the bus, webhooks. */
const toldBy = ({ events, webhooks }) => ({ bus: events === true, webhooks: (webhooks ?? []).length > 0 });

/** Takes out of the packager's functions those that nobody needs. */
function chooseEventFunctions(functions, settings) {
  const told = toldBy(settings);
  if (!told.webhooks) delete functions.webhooks;
  if (!told.webhooks && !told.bus) delete functions.events;
}

/** Finishes the template: takes out of it what nobody needs, and names the webhooks in the environment. */
function addEvents({ Resources, Outputs }, settings) {
  const told = toldBy(settings);
  const isNeeded = id => {
    if (id.startsWith('EventsBus')) return told.bus;
    if (id.startsWith('Webhooks')) return told.webhooks;
    return !id.startsWith('Events') || told.bus || told.webhooks;
  };
  for (const part of [Resources, Outputs])
    for (const id of Object.keys(part)) if (!isNeeded(id)) delete part[id];
  if (!Resources.EventsLambdaFunction) return;
  // An item as it was and as it is: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html
  Resources.LinksTable.Properties.StreamSpecification = { StreamViewType: 'NEW_AND_OLD_IMAGES' };
  const role = Resources.EventsRole.Properties;
  role.Policies = role.Policies.filter(({ PolicyName }) => told[PolicyName] !== false);
  const { Variables } = Resources.EventsLambdaFunction.Properties.Environment;
  if (!told.bus) Variables.EVENT_BUS = '';
  if (!told.webhooks) Variables.WEBHOOKS_QUEUE = '';
  for (const id of ['EventsLambdaFunction', 'WebhooksLambdaFunction'])
    if (Resources[id]) nameWebhooks(Resources[id].Properties.Environment.Variables, settings.webhooks ?? []);
}

function nameWebhooks(variables, webhooks) {
  variables.WEBHOOKS = JSON.stringify(
    webhooks.map(({ url, events }) => ({ url: new URL(url).href, events })),
  );
  if ('WEBHOOK_SECRETS' in variables)
    variables.WEBHOOK_SECRETS = webhooks
      .map(({ secret, formerSecret }) =>
        [secret, ...(formerSecret ? [formerSecret] : [])].map(resolved).join(' '),
      )
      .join();
}

const resolved = secret => `{{resolve:secretsmanager:${secret}:SecretString}}`;

module.exports = { addEvents, chooseEventFunctions };
