/** All answer schemas, by their names in the description. */
import type { TSchema } from 'typebox';
import { administrationSchemas } from './administration-answers.ts';
import { contentSchemas } from './content-answers.ts';
import { peopleSchemas } from './people-answers.ts';

export const answerSchemas: Readonly<Record<string, TSchema>> = {
  ...contentSchemas,
  ...peopleSchemas,
  ...administrationSchemas,
};
