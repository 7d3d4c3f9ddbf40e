// Opens the dialog that a button names: <button type="button" data-opens="id">. Closing needs no script.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens).showModal();
});
