// The player goes on where the film was left, until the browser is closed.
const film = document.querySelector('svg');
film.setCurrentTime(Number(sessionStorage.getItem('film_position') ?? 0));
const keep = () => sessionStorage.setItem('film_position', film.getCurrentTime().toFixed(1));
setInterval(keep, 1000);
keep();
