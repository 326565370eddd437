// Draws the API's description with Swagger UI; asks no other host, not even to validate.
"use strict";

const place = document.getElementById("api-docs");
window.SwaggerUIBundle({ url: place.dataset.schema, domNode: place, validatorUrl: null, defaultModelsExpandDepth: -1 });
