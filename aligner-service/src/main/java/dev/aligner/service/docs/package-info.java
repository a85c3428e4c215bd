/** The OpenAPI document, beyond what the endpoints say of themselves. */
@NullMarked
package dev.aligner.service.docs;

import org.jspecify.annotations.NullMarked;
