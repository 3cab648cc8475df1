/**
 * Loads the configuration: the environment first, then `weir.env` in the data folder, then the default. All invalid and unknown
 * settings are reported, one line each, and nothing starts.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import type { Setting } from './setting.ts';
import { settings } from './settings.ts';

type Settings = typeof settings;
type ValueOf<Kind> = Kind extends Setting<infer Value> ? Value : never;
/** The settings that have no value unless somebody sets one. */
type Optional = 'databaseUrl' | 'encryptionKeys';

/** The settings in force, in the units that their names say. */
export type Configuration = {
  readonly [Key in Exclude<keyof Settings, Optional>]: ValueOf<Settings[Key]>;
} & { readonly [Key in Optional]: ValueOf<Settings[Key]> | undefined };

export type Source = 'environment' | 'weir.env' | 'default';

/** One setting as it is in force. */
export interface SettingInForce {
  readonly key: keyof Settings;
  readonly name: string;
  /** As text; secrets masked. */
  readonly value: string;
  readonly source: Source;
}

export type LoadedConfiguration =
  | { readonly ok: true; readonly configuration: Configuration; readonly inForce: readonly SettingInForce[] }
  | { readonly ok: false; readonly problems: readonly string[] };

/**
 * @param environment the process's environment; only names that begin with `WEIR_` are looked at
 * @returns the configuration, or one line for each thing that is wrong: name, value, what is allowed
 */
export function loadConfiguration(environment: NodeJS.ProcessEnv): LoadedConfiguration {
  const problems: string[] = [];
  const home = settings.home.read(environment[settings.home.name] ?? settings.home.fallback ?? '');
  const file = home.ok ? readEnvFile(home.value, problems) : {};
  reportUnknown(environment, 'environment', problems);
  reportUnknown(file, 'weir.env', problems);

  const values: Record<string, unknown> = {};
  const inForce: SettingInForce[] = [];
  for (const key of settingKeys) {
    const setting: Setting<unknown> = settings[key];
    const { written, source } = find(setting, environment, file);
    const shown = written === undefined ? undefined : shownText(setting, written);
    if (written !== undefined) {
      const reading = setting.read(written);
      if (reading.ok) values[key] = reading.value;
      else problems.push(`${setting.name}=${shown} (${source}): ${mustBe(reading.allowed)}`);
    }
    inForce.push({ key, name: setting.name, value: shown ?? `(${setting.derived ?? 'none'})`, source });
  }
  values.baseUrl ??= `http://localhost:${String(values.port)}`;
  // Every key of `settings` was read above or is one of the optional ones; the compiler cannot follow the loop.
  const configuration = { databaseUrl: undefined, encryptionKeys: undefined, ...values } as Configuration;
  if (problems.length === 0) {
    for (const { key, message } of problemsTogether(configuration)) {
      const { value } = inForce.find((setting) => setting.key === key) ?? { value: '' };
      problems.push(`${settings[key].name}=${value}: ${message}`);
    }
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, configuration, inForce };
}

/** Every setting, in the order of the table. */
// The keys of an object that is written out in the program are known; the compiler types them as any text.
const settingKeys = Object.keys(settings) as readonly (keyof Settings)[];

/** @returns what somebody is told who wrote something else */
export function mustBe(allowed: string): string {
  return `it must be ${allowed}`;
}

/** @returns the text of a setting as it may be shown */
export function shownText(setting: Pick<Setting<unknown>, 'secret'>, written: string): string {
  return setting.secret && written !== '' ? '********' : written;
}

/** Whether a URL is on this machine: http is then no risk. */
export function isLoopbackUrl(url: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname);
}

function find(setting: Setting<unknown>, environment: NodeJS.ProcessEnv, file: NodeJS.Dict<string>) {
  const fromEnvironment = environment[setting.name];
  if (fromEnvironment !== undefined && (fromEnvironment !== '' || setting.fallback === '')) {
    return { written: fromEnvironment, source: 'environment' as Source };
  }
  const fromFile = file[setting.name];
  if (fromFile !== undefined) return { written: fromFile, source: 'weir.env' as Source };
  return { written: setting.fallback, source: 'default' as Source };
}

function readEnvFile(home: string, problems: string[]): NodeJS.Dict<string> {
  try {
    return parseEnv(readFileSync(join(home, 'weir.env'), 'utf8'));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'ENOENT' && code !== 'ENOTDIR')
      problems.push(`${join(home, 'weir.env')} cannot be read (${String(code ?? error)})`);
    return {};
  }
}

function reportUnknown(found: NodeJS.Dict<string>, where: Source, problems: string[]): void {
  const known = new Map(Object.values<Setting<unknown>>(settings).map((setting) => [setting.name, setting]));
  for (const name of Object.keys(found)) {
    const setting = known.get(name);
    if (setting === undefined && (where === 'weir.env' || name.startsWith('WEIR_'))) {
      // Variables of the tests are not settings, and the program never reads them.
      if (!name.startsWith('WEIR_TEST_'))
        problems.push(`${name} (${where}): there is no such setting; docs/configuration.md lists them`);
    }
    if (setting?.environmentOnly && where === 'weir.env')
      problems.push(`${name} (weir.env): it can only be set in the environment`);
  }
}

/** Two settings that do not go together: what is wrong is said at one, and both are part of it. */
export interface ProblemTogether {
  readonly key: keyof Settings;
  readonly others: readonly (keyof Settings)[];
  readonly message: string;
}

/** @returns what is wrong with settings that are each good by themselves */
export function problemsTogether(values: Configuration): readonly ProblemTogether[] {
  const problems: ProblemTogether[] = [];
  if (values.baseUrl.startsWith('http:') && !isLoopbackUrl(values.baseUrl) && !values.allowHttpBaseUrl) {
    const message = `it must be https, unless it is on this machine or ${settings.allowHttpBaseUrl.name} is true`;
    problems.push({ key: 'baseUrl', others: ['allowHttpBaseUrl'], message });
  }
  if (values.sessionIdleSeconds > values.sessionMaxSeconds) {
    const message = `it must be at most ${settings.sessionMaxSeconds.name} (${values.sessionMaxSeconds})`;
    problems.push({ key: 'sessionIdleSeconds', others: ['sessionMaxSeconds'], message });
  }
  if (values.attachmentStore === 's3') {
    for (const key of ['s3Endpoint', 's3Bucket', 's3AccessKeyId', 's3SecretAccessKey'] as const) {
      const message = `it must be set where ${settings.attachmentStore.name} is s3`;
      if (values[key] === '') problems.push({ key, others: ['attachmentStore'], message });
    }
  }
  return problems;
}
