/**
 * The part of Chromium's protocol that Signpost uses, with the fields it uses.
 * Spec: https://chromedevtools.github.io/devtools-protocol/tot/
 */
export interface ProtocolCommands {
  'Browser.getVersion': Command<unknown, { product: string; userAgent: string }>;
  'Browser.setDownloadBehavior': Command<{ behavior: 'deny'; browserContextId: string }>;
  /** All of it, with every shadow root and what frames show. */
  'DOM.getDocument': Command<{ depth: -1; pierce: true }, { root: DomNode }>;
  'DOM.disable': Command;
  'DOM.resolveNode': Command<
    { backendNodeId: number; executionContextId?: number },
    { object: { objectId: string } }
  >;
  'DOMStorage.clear': Command<{ storageId: { storageKey: string; isLocalStorage: boolean } }>;
  'DOMStorage.enable': Command;
  'Emulation.clearDeviceMetricsOverride': Command<Record<string, never>>;
  'Emulation.setDeviceMetricsOverride': Command<{
    width: number;
    height: number;
    deviceScaleFactor: number;
    mobile: boolean;
  }>;
  /** A page that asks whether it is looked at hears that it is. */
  'Emulation.setFocusEmulationEnabled': Command<{ enabled: boolean }>;
  'Emulation.setScriptExecutionDisabled': Command<{ value: boolean }>;
  'Emulation.setUserAgentOverride': Command<{ userAgent: string; userAgentMetadata?: UserAgentMetadata }>;
  /** `budget`: milliseconds of virtual time, after which it stands still. */
  'Emulation.setVirtualTimePolicy': Command<{
    policy: 'advance' | 'pause' | 'pauseIfNetworkFetchesPending';
    budget?: number;
    maxVirtualTimeTaskStarvationCount?: number;
  }>;
  /** `url`: another address, of which the page sees nothing. */
  'Fetch.continueRequest': Command<{ requestId: string; interceptResponse?: boolean; url?: string }>;
  'Fetch.enable': Command<{
    patterns: { urlPattern?: string; resourceType?: ResourceType; requestStage: 'Request' | 'Response' }[];
  }>;
  'Fetch.failRequest': Command<{ requestId: string; errorReason: 'Aborted' | 'BlockedByClient' }>;
  'Fetch.fulfillRequest': Command<{
    requestId: string;
    responseCode: number;
    responseHeaders: Header[];
    /** In base64. */
    body: string;
  }>;
  'Fetch.getResponseBody': Command<{ requestId: string }, { body: string; base64Encoded: boolean }>;
  'HeapProfiler.collectGarbage': Command;
  /** Draws one frame; nobody looks at it. Its time in milliseconds since the machine started. */
  'HeadlessExperimental.beginFrame': Command<{ noDisplayUpdates: boolean; frameTimeTicks: number }>;
  'Network.enable': Command;
  'Network.getResponseBody': Command<{ requestId: string }, { body: string; base64Encoded: boolean }>;
  'Network.setBlockedURLs': Command<{ urls: string[] }>;
  'Network.setBypassServiceWorker': Command<{ bypass: boolean }>;
  'Page.addScriptToEvaluateOnNewDocument': Command<{ source: string }>;
  /** A picture in base64; `scale` is that of the picture. */
  'Page.captureScreenshot': Command<
    {
      format: 'jpeg' | 'png';
      /** Of a JPEG. */
      quality?: number;
      captureBeyondViewport: boolean;
      clip: { x: number; y: number; width: number; height: number; scale: number };
    },
    { data: string }
  >;
  /** Where scripts see the page's document and nothing of its scripts: made once for each name and document. */
  'Page.createIsolatedWorld': Command<{ frameId: string; worldName: string }, { executionContextId: number }>;
  'Page.enable': Command;
  'Page.handleJavaScriptDialog': Command<{ accept: boolean }>;
  'Page.resetNavigationHistory': Command;
  'Page.navigate': Command<{ url: string }, { errorText?: string }>;
  'Runtime.callFunctionOn': Command<
    {
      functionDeclaration: string;
      /** In this world, or else in that of this object. */
      executionContextId?: number;
      objectId?: string;
      arguments: { objectId: string }[];
      returnByValue: true;
    },
    Evaluated
  >;
  'Runtime.evaluate': Command<{ expression: string; returnByValue: true }, Evaluated>;
  'Runtime.runIfWaitingForDebugger': Command;
  'Runtime.terminateExecution': Command;
  'Storage.clearCookies': Command<{ browserContextId: string }>;
  'Storage.clearDataForOrigin': Command<{ origin: string; storageTypes: string }>;
  /** Processor time in seconds. */
  'SystemInfo.getProcessInfo': Command<
    unknown,
    { processInfo: { type: string; id: number; cpuTime: number }[] }
  >;
  'Target.attachToTarget': Command<{ targetId: string; flatten: true }, { sessionId: string }>;
  'Target.createBrowserContext': Command<
    { disposeOnDetach: true; proxyServer?: string; proxyBypassList?: string },
    { browserContextId: string }
  >;
  'Target.createTarget': Command<
    { url: string; browserContextId: string; enableBeginFrameControl: boolean },
    { targetId: string }
  >;
  'Target.disposeBrowserContext': Command<{ browserContextId: string }>;
  /**
   * Attaches to what a page or a worker starts from now on, which waits to be let go. Shared workers are told of by the browser
   * alone.
   */
  'Target.setAutoAttach': Command<{
    autoAttach: true;
    waitForDebuggerOnStart: true;
    flatten: true;
    filter: { type: 'worker' | 'shared_worker' }[];
  }>;
}

export interface ProtocolEvents {
  'Emulation.virtualTimeBudgetExpired': unknown;
  'Fetch.requestPaused': PausedRequest;
  'Inspector.targetCrashed': unknown;
  'Network.loadingFailed': {
    requestId: string;
    /** It was given up, or refused by the browser itself. */
    canceled?: boolean;
    blockedReason?: string;
  };
  'Network.loadingFinished': { requestId: string };
  'Network.responseReceived': { requestId: string; response: { status: number; mimeType: string } };
  'Network.requestWillBeSent': {
    requestId: string;
    request: { url: string; method: string };
    /** parser: the document itself asks for it. */
    initiator: { type: string };
    /** Empty for the script of a worker. */
    loaderId: string;
    type?: ResourceType;
    frameId?: string;
  };
  'Page.domContentEventFired': unknown;
  'Page.frameNavigated': { frame: { id: string; parentId?: string; url: string } };
  'Page.frameRequestedNavigation': { frameId: string; url: string };
  'Page.javascriptDialogOpening': { type: 'alert' | 'beforeunload' | 'confirm' | 'prompt' };
  'Target.attachedToTarget': {
    sessionId: string;
    targetInfo: { targetId: string; browserContextId?: string };
  };
  'Target.detachedFromTarget': { sessionId: string };
}

/** A request Chromium waits with until it is told what to do; with a status, it is the answer that waits. */
export interface PausedRequest {
  requestId: string;
  /** What the network calls it. */
  networkId?: string;
  request: { url: string; method: string; headers: Record<string, string> };
  frameId: string;
  resourceType: ResourceType;
  responseStatusCode?: number;
  responseHeaders?: Header[];
  responseErrorReason?: string;
}

interface Evaluated {
  result: { value?: unknown };
  exceptionDetails?: { text: string; exception?: { description?: string } };
}

/** A node of a document; an element's shadow roots, the browser's own among them, are beside its children. */
export interface DomNode {
  backendNodeId: number;
  children?: DomNode[];
  shadowRoots?: DomNode[];
  shadowRootType?: 'closed' | 'open' | 'user-agent';
}

/** What `navigator.userAgentData` says: https://wicg.github.io/ua-client-hints/ */
export interface UserAgentMetadata {
  brands: { brand: string; version: string }[];
  platform: string;
  platformVersion: string;
  architecture: string;
  model: string;
  mobile: boolean;
}

export interface Header {
  name: string;
  value: string;
}

export type ResourceType =
  | 'Document'
  | 'Fetch'
  | 'Font'
  | 'Image'
  | 'Media'
  | 'Other'
  | 'Script'
  | 'Stylesheet'
  | 'XHR';

interface Command<Params = Record<string, never>, Result = unknown> {
  params: Params;
  result: Result;
}
