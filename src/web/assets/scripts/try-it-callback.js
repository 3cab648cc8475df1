/** The page that an authorization answer of **Try it** comes back to: hands the address's parameters to the window that waits, and closes. */

const channel = new BroadcastChannel('weir-try-it');
channel.postMessage(location.search);
channel.close();
// The code is of no use to anybody else, but neither does it have to stay in the history.
history.replaceState(null, '', location.pathname);
window.close();
