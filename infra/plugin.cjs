// What the packager cannot do by itself. CommonJS and a class, because that is what it loads.
const { spawnSync } = require('node:child_process');
const { readFileSync } = require('node:fs');
const { join, resolve } = require('node:path');
const { pathToFileURL } = require('node:url');
const { addFunctionAlarms } = require('./alarms.cjs');
const { problemOf } = require('./check-settings.cjs');
const { addEvents, chooseEventFunctions } = require('./events.cjs');
const { addShortDomains } = require('./short-domains.cjs');
const { addSiteApis, apiPath } = require('./site-apis.cjs');
const { addSiteFiles, leaveHtmlToPages } = require('./site-files.cjs');
const { addWaf } = require('./waf.cjs');

/** The CloudFront Function while nobody asks it: it may be larger than CloudFront takes, and must not stop a deploy. */
const NOT_ASKED = 'function handler(event) { return event.request; }\n';

/** The build is TypeScript, like what it builds; this makes of it what Node can load. */
async function builder() {
  const outfile = resolve('dist/build.mjs');
  process.env.GOGC ??= 'off'; // esbuild is Go: to clear memory up takes it a quarter of its time, and saves 50 MB
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
  get settings() {
    return this.service.custom.settings; // not before the packager has read them
  }

  constructor(serverless, options = {}) {
    this.service = serverless.service;
    this.options = options;
    this.Error = serverless.classes.Error; // its message is printed without a stack
    /** The package is for the local cloud. */
    this.isLocal = process.env.SIGNPOST_PACKAGE === 'local';
    // To make the rules of the packager's own schema takes longer than all the rest. Each deploy and the tests do it. They also
    // make lists of what stands alone where a list is due, so serverless.yml has the list.
    if (this.isLocal) serverless.configSchemaHandler.validateConfig = async () => undefined;
    this.hooks = {
      'before:package:initialize': async () => {
        this.checkSettings();
        this.chooseRenderer();
        chooseEventFunctions(this.service.functions, this.settings);
        this.writeWholeForms();
        this.reserveConcurrency();
        await this.build();
      },
      'before:deploy:deploy': () => this.lookAtAccount(),
      'after:deploy:deploy': () => this.bringConsole(),
      'after:aws:package:finalize:mergeCustomProviderResources': () => {
        this.chooseViewerRequest();
        this.leaveOutTheOtherRenderer();
        this.shareThePaths();
        addEvents(this.service.provider.compiledCloudFormationTemplate, this.settings);
        addShortDomains(this.service.provider.compiledCloudFormationTemplate, this.settings);
        addWaf(this.service.provider.compiledCloudFormationTemplate, this.settings.waf);
        this.resolveEdgeVersions();
        this.letEdgeFunctionsOutlive();
        addFunctionAlarms(this.service.provider.compiledCloudFormationTemplate);
      },
    };
  }

  /** Wrong settings stop the packager with a sentence. */
  checkSettings() {
    const problem = problemOf(this.settings);
    if (problem !== undefined) throw new this.Error(problem);
  }

  /** Which paths of the site are of APIs, which are files, and so which are pages. The settings may stand empty, too. */
  shareThePaths() {
    const template = this.service.provider.compiledCloudFormationTemplate;
    const apis = Object.entries(this.settings.siteApis ?? {});
    addSiteApis(
      template,
      apis.map(([path, domain]) => [apiPath(path), domain]),
    );
    if (this.settings.htmlPages) leaveHtmlToPages(template);
    addSiteFiles(template, this.settings.siteFiles ?? []);
  }

  /** Who takes jobs from the render queue. The Lambda is there either way: it answers crawlers that wait. */
  chooseRenderer() {
    if (this.settings.renderer === 'lambda') return;
    const { render } = this.service.functions;
    render.events = render.events.filter(event => !event.sqs);
  }

  /** A variable is text and a rate a list: the packager's schema would make them that, and the local cloud goes without. */
  writeWholeForms() {
    for (const { environment = {}, events = [] } of Object.values(this.service.functions)) {
      for (const [name, value] of Object.entries(environment))
        if (typeof value === 'number') environment[name] = String(value);
      for (const { schedule } of events) if (schedule) schedule.rate = [schedule.rate].flat();
    }
  }

  /** AWS takes 0 for a function that must not run at all. */
  reserveConcurrency() {
    const { redirect } = this.service.functions;
    if (redirect.reservedConcurrency === 0) delete redirect.reservedConcurrency;
  }

  /**
   * Bundles every function; the edge functions get the stage's settings baked in, as they have no environment. Then makes the
   * zips: the packager would read the whole project, node_modules and all, once for each. The local cloud runs the bundles
   * and wants none; what stands in the template for the zip is then the bundle.
   */
  async build() {
    const { buildBundles, placeChromium, writeArtifacts } = await builder();
    await buildBundles(this.settings);
    const { functions } = this.service;
    const patterns = Object.entries(functions).map(([name, { package: own }]) => [name, own.patterns]);
    for (const [name, [bundle]] of patterns)
      functions[name].package.artifact = this.isLocal ? bundle : join('.serverless', `${name}.zip`);
    if (this.isLocal) return;
    await placeChromium('dist');
    await writeArtifacts(Object.fromEntries(patterns), '.', '.serverless');
  }

  /** What the account lacks is said, or made, before CloudFormation begins: it would take it back after ten minutes. */
  lookAtAccount() {
    if (process.env.SIGNPOST_LOOKED) return; // `signpost deploy` has, and somebody may have said yes to what it found
    if (!this.signpost('preflight'))
      throw new this.Error('The account is not ready: see above. Nothing was deployed.');
  }

  /** The console goes into the bucket, which is there by now. It asks the API that is there, so it is never ahead of it. */
  bringConsole() {
    if (!this.signpost('console'))
      throw new this.Error(
        `The stack is deployed, and its console is the one before: see above. To try again: npx signpost console --stage ${this.stage}`,
      );
  }

  get stage() {
    return this.options.stage ?? this.service.provider.stage;
  }

  /** Runs a command of our own for this stage, with the credentials of the deploy; answers whether it went well. */
  signpost(command) {
    const { 'aws-profile': profile } = this.options;
    const args = ['cli/signpost.js', command, '--stage', this.stage];
    const env = { ...process.env, ...(profile && { AWS_PROFILE: profile }) };
    return spawnSync(process.execPath, args, { stdio: 'inherit', env }).status === 0;
  }

  /** viewer-request is there in two forms, and both are deployed always; the behaviours of pages ask one. */
  chooseViewerRequest() {
    const { Resources } = this.service.provider.compiledCloudFormationTemplate;
    const { DefaultCacheBehavior, CacheBehaviors } = Resources.Site.Properties.DistributionConfig;
    const pages = [DefaultCacheBehavior, ...CacheBehaviors].filter(each => each.LambdaFunctionAssociations);
    const isFunction = this.settings.viewerRequest === 'cloudfront-function';
    const properties = Resources.ViewerRequestFunction.Properties;
    properties.FunctionCode = isFunction ? readFileSync(properties.FunctionCode, 'utf8') : NOT_ASKED;
    for (const page of pages) {
      if (!isFunction) delete page.FunctionAssociations;
      else
        page.LambdaFunctionAssociations = page.LambdaFunctionAssociations.filter(
          ({ EventType }) => EventType !== 'viewer-request',
        );
    }
  }

  leaveOutTheOtherRenderer() {
    const { Resources } = this.service.provider.compiledCloudFormationTemplate;
    if (this.settings.renderer === 'fargate') {
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

  /**
   * CloudFront's copies of an edge function keep it from being deleted for hours. So a stack that goes leaves it behind, and
   * CloudFormation makes up its name: a later stack of the same name does not stumble over the one that was left.
   * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-edge-delete-replicas.html
   */
  letEdgeFunctionsOutlive() {
    const { Resources } = this.service.provider.compiledCloudFormationTemplate;
    for (const version of Object.values(Resources)) {
      if (version.Type !== 'AWS::Lambda::Version') continue;
      const edgeFunction = Resources[version.Properties.FunctionName.Ref];
      delete edgeFunction.Properties.FunctionName;
      for (const resource of [version, edgeFunction])
        Object.assign(resource, { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
    }
  }
};
