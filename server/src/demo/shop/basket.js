// The basket: how many plants are in it, in a cookie that ends with the browser.
const count = () => Number(/(?:^|; )basket=(\d+)/.exec(document.cookie)?.[1] ?? 0);

function showBasket() {
  document.getElementById('basket').textContent = `Basket: ${count()}`;
}

for (const button of document.querySelectorAll('.plants button')) {
  button.addEventListener('click', () => {
    document.cookie = `basket=${count() + 1}; path=/; samesite=lax`;
    showBasket();
  });
}
showBasket();
