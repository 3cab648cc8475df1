/** Schemas of answers about the installation, the audit trail, web hooks and long tasks; and of errors. */
import { Type } from 'typebox';
import { collectionOf, digits, moment, named, resource } from './parts.ts';

const optional = Type.Optional;
const text = Type.String();
const flag = Type.Boolean();
const count = Type.Integer({ minimum: 0 });
const time = Type.Integer({ description: 'Milliseconds since 1970.' });

export const administrationSchemas = {
  Error: Type.Object({
    statusCode: Type.Integer(),
    data: Type.Object({
      authorized: flag,
      valid: flag,
      allowedInReadOnlyMode: flag,
      errors: Type.Array(
        Type.Object({ message: Type.Object({ key: text, args: Type.Array(Type.Unknown()), translation: text }) }),
      ),
      successful: flag,
    }),
    message: text,
    reason: Type.String({ description: 'The phrase of the status.' }),
  }),

  LongTask: resource({
    id: digits,
    name: Type.Object({ key: text, args: Type.Array(text) }),
    elapsedTime: Type.Integer({ minimum: 0, description: 'Milliseconds.' }),
    percentageComplete: Type.Integer({ minimum: 0, maximum: 100, description: '100 when it is done, and not before.' }),
    successful: Type.Boolean({ description: 'Whether it is done.' }),
    messages: Type.Array(Type.Object({ translation: text, args: Type.Array(text) })),
  }),
  LongTaskCollection: collectionOf(named('LongTask')),
  BegunTask: Type.Object({
    id: digits,
    links: Type.Object({ status: Type.String({ description: 'The path of the task, below the base address.' }) }),
  }),

  WebHook: resource({
    id: Type.Integer(),
    name: text,
    createdDate: time,
    updatedDate: time,
    events: Type.Array(text),
    configuration: Type.Object({}, { description: 'Secrets are not given again.' }),
    url: text,
    active: flag,
    scopeType: text,
    sslVerificationRequired: flag,
    credentials: optional(Type.Object({ username: text })),
    statistics: optional(named('WebHookSummary')),
  }),
  WebHookCollection: collectionOf(named('WebHook')),
  WebHookCounts: Type.Object({
    successes: count,
    failures: count,
    errors: count,
    window: Type.Object({ duration: Type.Integer({ description: 'Milliseconds that are counted.' }) }),
  }),
  WebHookSummary: Type.Object({ counts: named('WebHookCounts') }),
  WebHookStatistics: Type.Object({
    lastSuccess: optional(named('WebHookDelivery')),
    lastFailure: optional(named('WebHookDelivery')),
    lastError: optional(named('WebHookDelivery')),
    counts: named('WebHookCounts'),
  }),
  WebHookDelivery: Type.Object({
    id: digits,
    event: Type.Object({ id: text }),
    start: time,
    finish: time,
    duration: Type.Integer({ minimum: 0, description: 'Milliseconds.' }),
    request: Type.Object({ method: text, url: text, body: text }),
    result: named('WebHookResult'),
  }),
  WebHookResult: Type.Object({ outcome: Type.Enum(['SUCCESS', 'FAILURE', 'ERROR']), description: text }),
  WebHookTest: Type.Object({ url: text, result: named('WebHookResult') }),

  AuditRecord: Type.Object({
    author: Type.Object({ type: text, displayName: text, operations: Type.Null(), username: text, userKey: text }),
    remoteAddress: text,
    creationDate: time,
    summary: text,
    description: text,
    category: text,
    sysAdmin: flag,
    affectedObject: Type.Object({ name: text, objectType: text }),
    changedValues: Type.Array(Type.Object({ name: text, oldValue: text, newValue: text })),
    associatedObjects: Type.Array(Type.Unknown()),
  }),
  AuditRecordCollection: collectionOf(named('AuditRecord')),
  Retention: Type.Object({ number: Type.Integer(), units: text }),

  BackupJob: resource({
    id: Type.Integer(),
    jobOperation: Type.Enum(['BACKUP']),
    jobScope: Type.Enum(['SITE']),
    jobState: Type.Enum(['QUEUED', 'PROCESSING', 'FINISHED', 'CANCELLING', 'CANCELLED', 'FAILED']),
    createTime: moment,
    startProcessingTime: optional(moment),
    finishProcessingTime: optional(moment),
    cancelTime: optional(moment),
    errorMessage: optional(text),
    owner: optional(text),
    cancelledBy: optional(text),
    fileName: text,
    fileExists: flag,
    jobSettings: optional(Type.Object({ skipAttachments: flag, keepPermanently: flag })),
    statistics: optional(Type.Record(text, count)),
  }),
  BackupJobCollection: collectionOf(named('BackupJob')),
  BackupFileCollection: collectionOf(
    Type.Object({ name: text, creationTime: moment, size: count, jobScope: Type.Enum(['SITE']) }),
  ),
  Count: count,

  AccessMode: Type.Enum(['READ_WRITE', 'READ_ONLY']),
  ServerInformation: Type.Object({
    baseUrl: text,
    version: Type.String({ description: 'Of Confluence Data Center, whose API this is.' }),
    buildNumber: Type.Integer(),
    product: text,
    productVersion: text,
  }),
  InstanceMetrics: Type.Object({
    users: count,
    groups: count,
    spaces: count,
    pages: count,
    blogPosts: count,
    comments: count,
    attachments: count,
  }),
  Node: Type.Object({ nodeId: text, state: text, version: text, isCurrent: flag }),
  NodeCollection: collectionOf(named('Node')),
  ColorScheme: Type.Object({ lightTheme: Type.Record(text, text), darkTheme: Type.Record(text, text) }),
  ColorSchemeType: Type.Object({ type: text }),
  RpcAnswer: Type.Object({
    jsonrpc: Type.Literal('2.0'),
    result: optional(Type.Unknown()),
    error: optional(Type.Object({ code: Type.Integer(), message: text, data: Type.Unknown() })),
    id: Type.Unknown(),
  }),
  RpcResult: Type.Unknown({ description: 'What the method gives: a list, an object, or true.' }),
  Manifest: Type.Object({
    name: text,
    typeId: text,
    version: text,
    buildNumber: Type.Integer(),
    url: text,
    publicSignup: flag,
  }),
} as const;
