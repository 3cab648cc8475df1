/** The addresses that the frame of a page links to, as paths under the context path. A page that moves is moved here too. */
export const paths = {
  home: '/',
  spaces: '/spaces',
  login: '/login.action',
  logout: '/logout.action',
  profile: '/profile',
  authorizedApplications: '/profile/authorized-applications',
  generalConfiguration: '/admin',
  applicationLinks: '/admin/application-links',
} as const;
