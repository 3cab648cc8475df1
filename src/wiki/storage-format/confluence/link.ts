/**
 * `ac:link`: a link to a page, a blog post, an attachment, a user, a space, any content, an anchor, or an address. One that cannot be
 * resolved keeps its text and loses its link; the reason is not shown, because the reader may not be meant to know it.
 */
import { anchorHref } from '../headings.ts';
import { type Attributes, element, type Html, text } from '../html.ts';
import { linkedAttributes, linkedFileAttributes } from '../linked-attributes.ts';
import type { Rendering } from '../rendering.ts';
import { type ResourceReference, resourceOf } from '../resources.ts';
import { childOf, childrenOf, type StorageElement, textOf } from '../tree.ts';
import { isExternal } from '../url.ts';

/** Where a link goes, and what it is called if its author did not say. */
type Target = { readonly label: string; readonly href: string | undefined; readonly attributes?: Attributes };

export function renderLink(node: StorageElement, rendering: Rendering): Html {
  const target = targetOf(node, rendering);
  const body = () => bodyOf(node, rendering) ?? text(target.label);
  const href = target.href === undefined ? undefined : rendering.linkAddress(target.href);
  if (href === undefined) return element('span', { class: 'unresolved w-unresolved' }, body());
  return rendering.link({ href, 'data-card-appearance': node.attributes['ac:card-appearance'], ...target.attributes }, body);
}

function bodyOf(node: StorageElement, rendering: Rendering): Html | undefined {
  const rich = childOf(node, 'ac:link-body');
  if (rich !== undefined) return rendering.nodes(rich.children);
  const plain = childOf(node, 'ac:plain-text-link-body');
  return plain === undefined ? undefined : text(textOf(plain));
}

function targetOf(node: StorageElement, rendering: Rendering): Target {
  const anchor = node.attributes['ac:anchor'];
  const resource = childrenOf(node).find((child) => child.name.startsWith('ri:'));
  if (resource === undefined) return { label: anchor ?? 'Link', href: anchor && anchorHref(anchor) };

  const reference = resourceOf(resource);
  if (reference !== undefined) return resolve(reference, anchor ? anchorHref(anchor) : '', rendering);
  if (resource.name === 'ri:url') {
    const address = resource.attributes['ri:value'] ?? '';
    const external = isExternal(address) ? { class: 'external-link', rel: 'nofollow noopener' } : {};
    return { label: address, href: address || undefined, attributes: external };
  }
  const shortcut = [resource.attributes['ri:parameter'], resource.attributes['ri:key']].filter(Boolean).join('@');
  return { label: shortcut || 'Link', href: undefined };
}

function resolve(reference: ResourceReference, fragment: string, rendering: Rendering): Target {
  const { context } = rendering;
  switch (reference.kind) {
    case 'page':
    case 'blogpost':
      return toContent(context.page(reference), reference.title, fragment);
    case 'content':
      return toContent(context.content(reference), 'Link', fragment);
    case 'attachment': {
      const found = context.attachment(reference);
      if (found === undefined) return { label: reference.filename, href: undefined };
      return {
        label: reference.filename,
        href: found.href,
        attributes: linkedFileAttributes(rendering, found, reference.filename),
      };
    }
    case 'space': {
      const found = context.space(reference);
      return {
        label: found?.name ?? reference.spaceKey,
        href: found?.href,
        attributes: linkedAttributes(undefined, 'space'),
      };
    }
    case 'user': {
      const found = context.user(reference);
      const attributes = {
        class: 'confluence-userlink user-mention w-mention',
        'data-username': found?.username,
        'data-userkey': found?.userKey,
        ...linkedAttributes(undefined, 'userinfo'),
      };
      return { label: found?.displayName ?? reference.username ?? 'Unknown user', href: found?.href, attributes };
    }
  }
}

function toContent(found: ReturnType<Rendering['context']['page']>, label: string, fragment: string): Target {
  if (found === undefined) return { label, href: undefined };
  const attributes = linkedAttributes(found.id, found.type);
  return { label: label === 'Link' ? found.title : label, href: found.href + fragment, attributes };
}
