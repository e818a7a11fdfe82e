// Not a module: it runs before anything is painted, where the server cannot write the choice into the page.
{
  const chosen = document.cookie.match(/(?:^|; )theme=(light|dark)(?:;|$)/);
  if (chosen) document.documentElement.dataset.theme = chosen[1];
}
