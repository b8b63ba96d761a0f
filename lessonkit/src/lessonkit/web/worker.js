/** The offline copy only: keeps the browser's own Worker, before the search's stand-in for it takes the name. */
window.__lkWorker = window.Worker;
