// What the packager cannot do by itself. CommonJS and a class, because that is what it loads.
const { readFileSync } = require('node:fs');
const { join, resolve } = require('node:path');
const { pathToFileURL } = require('node:url');

/** Settings that are numbers, and the least they may be. */
const LEAST = { renderDeadlineMs: 100, rendersPerMinute: 1, rendersPerClient: 0, rendersPerDay: 0 };

/** The build is TypeScript, like what it builds; this makes of it what Node can load. */
async function builder() {
  const outfile = resolve('dist/build.mjs');
  await require('esbuild').build({
    entryPoints: ['infra/build.ts'],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    logLevel: 'warning',
  });
  return import(pathToFileURL(outfile).href);
}

module.exports = class SignpostPlugin {
  constructor(serverless) {
    this.service = serverless.service;
    this.Error = serverless.classes.Error; // its message is printed without a stack
    /** The package is for the local cloud. */
    this.isLocal = process.env.SIGNPOST_PACKAGE === 'local';
    // To make the rules of the packager's own schema takes longer than all the rest. Each deploy and the tests do it. They also
    // make lists of what stands alone where a list is due, so serverless.yml has the list.
    if (this.isLocal) serverless.configSchemaHandler.validateConfig = async () => undefined;
    this.hooks = {
      'before:package:initialize': async () => {
        this.checkNumbers();
        this.chooseViewerRequest();
        this.chooseRenderer();
        this.writeEnvironments();
        await this.build();
      },
      'after:aws:package:finalize:mergeCustomProviderResources': () => {
        this.leaveOutTheOtherViewerRequest();
        this.leaveOutTheOtherRenderer();
        this.resolveEdgeVersions();
      },
    };
  }

  /** The functions would take a word for no number at all, and render nothing, or without an end. */
  checkNumbers() {
    const { settings } = this.service.custom;
    for (const [name, least] of Object.entries(LEAST))
      if (!Number.isInteger(settings[name]) || settings[name] < least)
        throw new this.Error(
          `infra/settings.yml: ${name} is ${JSON.stringify(settings[name])}. It takes a whole number, ${least} or more.`,
        );
  }

  /** viewer-request is there in two forms, and one is deployed. Without its function the packager makes no Lambda of it. */
  chooseViewerRequest() {
    const { viewerRequest } = this.service.custom.settings;
    if (viewerRequest !== 'lambda' && viewerRequest !== 'cloudfront-function')
      throw new this.Error(
        `infra/settings.yml: viewerRequest is ${JSON.stringify(viewerRequest)}. It takes lambda or cloudfront-function.`,
      );
    this.isCloudFrontFunction = viewerRequest === 'cloudfront-function';
    if (this.isCloudFrontFunction) delete this.service.functions.viewerRequest;
  }

  /** Who takes jobs from the render queue. The Lambda is there either way: it answers crawlers that wait. */
  chooseRenderer() {
    const { renderer, renderIsolation, fargate } = this.service.custom.settings;
    if (renderIsolation !== 'shared' && renderIsolation !== 'strict')
      throw new this.Error(
        `infra/settings.yml: renderIsolation is ${JSON.stringify(renderIsolation)}. It takes shared or strict.`,
      );
    if (renderer !== 'lambda' && renderer !== 'fargate')
      throw new this.Error(
        `infra/settings.yml: renderer is ${JSON.stringify(renderer)}. It takes lambda or fargate.`,
      );
    this.isFargate = renderer === 'fargate';
    if (!this.isFargate) return;
    // https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html and the rules of image tags
    if (!/^[a-z0-9][a-z0-9._/-]*:[\w.-]+$/.test(fargate.image))
      throw new this.Error(
        `infra/settings.yml: fargate.image is ${JSON.stringify(fargate.image)}. It takes repository:tag of an image that was pushed to this account's ECR, such as signpost-render:1; docs/deploy.md says how.`,
      );
    const { render } = this.service.functions;
    render.events = render.events.filter(event => !event.sqs);
  }

  /** A variable is text: the packager's schema would make it that, and the local cloud goes without. */
  writeEnvironments() {
    for (const { environment = {} } of Object.values(this.service.functions))
      for (const [name, value] of Object.entries(environment))
        if (typeof value === 'number') environment[name] = String(value);
  }

  /**
   * Bundles every function; the edge functions get the stage's settings baked in, as they have no environment. Then makes the
   * zips: the packager would read the whole project, node_modules and all, once for each. The local cloud runs the bundles
   * and wants none; what stands in the template for the zip is then the bundle.
   */
  async build() {
    const { buildBundles, writeArtifacts } = await builder();
    await buildBundles(this.service.custom.settings);
    const { functions } = this.service;
    const patterns = Object.entries(functions).map(([name, { package: own }]) => [name, own.patterns]);
    for (const [name, [bundle]] of patterns)
      functions[name].package.artifact = this.isLocal ? bundle : join('.serverless', `${name}.zip`);
    if (!this.isLocal) await writeArtifacts(Object.fromEntries(patterns), '.', '.serverless');
  }

  leaveOutTheOtherViewerRequest() {
    const { Resources } = this.service.provider.compiledCloudFormationTemplate;
    const page = Resources.Site.Properties.DistributionConfig.DefaultCacheBehavior;
    if (this.isCloudFrontFunction) {
      const properties = Resources.ViewerRequestFunction.Properties;
      properties.FunctionCode = readFileSync(properties.FunctionCode, 'utf8');
      page.LambdaFunctionAssociations = page.LambdaFunctionAssociations.filter(
        ({ EventType }) => EventType !== 'viewer-request',
      );
    } else {
      delete Resources.ViewerRequestFunction;
      delete page.FunctionAssociations;
    }
  }

  leaveOutTheOtherRenderer() {
    const { Resources } = this.service.provider.compiledCloudFormationTemplate;
    if (this.isFargate) {
      const role = Resources.RenderRole.Properties;
      role.Policies = role.Policies.filter(({ PolicyName }) => PolicyName !== 'take-jobs');
    } else for (const id of Object.keys(Resources)) if (id.startsWith('Fargate')) delete Resources[id];
  }

  /** A function's version has a hash in its logical id: `!Ref ViewerRequestLambdaVersion` becomes the real id. */
  resolveEdgeVersions() {
    const { Resources } = this.service.provider.compiledCloudFormationTemplate;
    const ids = new Map();
    for (const [id, resource] of Object.entries(Resources))
      if (resource.Type === 'AWS::Lambda::Version') ids.set(id.replace(/(LambdaVersion).*$/, '$1'), id);
    const walk = node => {
      if (node === null || typeof node !== 'object') return;
      if (ids.has(node.Ref)) node.Ref = ids.get(node.Ref);
      Object.values(node).forEach(walk);
    };
    walk(Resources);
  }
};
