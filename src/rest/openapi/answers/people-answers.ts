/** Schemas of answers about spaces, people, permissions and credentials. */
import { Type } from 'typebox';
import { collectionOf, digits, expandable, moment, named, resource } from './parts.ts';

const optional = Type.Optional;
const text = Type.String();
const flag = Type.Boolean();
const momentOrNull = Type.Union([moment, Type.Null()]);

const Picture = Type.Object({ path: text, width: Type.Integer(), height: Type.Integer(), isDefault: flag });
const Description = Type.Object({ value: text, representation: text, embeddedContent: Type.Array(Type.Unknown()) });
const Operation = Type.Object({ targetType: text, operationKey: text });

const PersonalToken = Type.Object({
  id: Type.Integer(),
  name: text,
  createdAt: moment,
  lastAccessedAt: momentOrNull,
  expiringAt: momentOrNull,
  scope: Type.Union([named('Scope'), Type.Null()]),
});

export const peopleSchemas = {
  Space: resource({
    id: Type.Integer(),
    key: text,
    name: text,
    status: Type.Enum(['CURRENT', 'ARCHIVED']),
    type: Type.Enum(['global', 'personal']),
    description: optional(Type.Object({ plain: optional(Description), view: optional(Description), _expandable: expandable })),
    homepage: optional(named('Content')),
    icon: optional(Picture),
    metadata: optional(Type.Object({ labels: optional(named('LabelCollection')), _expandable: expandable })),
  }),
  SpaceCollection: collectionOf(named('Space')),

  User: resource({
    type: Type.Enum(['known', 'anonymous', 'unknown'], { description: '`unknown`: the account was deleted.' }),
    username: optional(text),
    userKey: optional(text),
    profilePicture: Picture,
    displayName: text,
    status: optional(Type.Enum(['current', 'deactivated'])),
  }),
  UserCollection: collectionOf(named('User')),
  UserProfile: Type.Object({ username: text, userKey: text, fullName: text, email: optional(text) }),
  NewUser: Type.Object({ userKey: text }),
  Group: resource({ type: Type.Literal('group'), name: text }),
  GroupCollection: collectionOf(named('Group')),

  SpacePermission: Type.Object({
    operation: Operation,
    subject: Type.Union([named('User'), named('Group')]),
    spaceKey: text,
    spaceId: Type.Integer(),
  }),
  GlobalPermission: Type.Object({ operation: Operation, subject: Type.Union([named('User'), named('Group')]) }),

  PersonalToken,
  NewPersonalToken: Type.Object({
    ...PersonalToken.properties,
    rawToken: Type.String({ description: 'The token itself; no other answer has it.' }),
  }),
  Scope: Type.Enum(['READ', 'WRITE', 'ADMIN', 'SYSTEM_ADMIN']),

  ApplicationLink: Type.Object({
    id: digits,
    clientId: text,
    clientSecret: optional(Type.String({ description: 'In the answer of the request that made it, and in no other.' })),
    name: text,
    redirects: Type.Array(text),
    scope: named('Scope'),
    clientType: Type.Enum(['confidential', 'public']),
    enabled: flag,
    requirePkce: flag,
    allowPlain: flag,
    allowQueryCredentials: flag,
    skipConsent: flag,
    resourceServer: flag,
    accessTokenSeconds: Type.Union([Type.Integer(), Type.Null()]),
    refreshTokenSeconds: Type.Union([Type.Integer(), Type.Null()]),
    createdBy: Type.Union([text, Type.Null()]),
    created: moment,
    updated: moment,
    lastUsed: momentOrNull,
    users: Type.Integer({ description: 'How many people let it act for them.' }),
  }),
} as const;
