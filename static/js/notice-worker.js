/** Brings the page of the drawing forward when its notice is clicked. */
addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(show(event.notification.data));
});

async function show(url) {
  const pages = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const page = pages.find((client) => client.url === url);
  return page ? page.focus() : clients.openWindow(url);
}
