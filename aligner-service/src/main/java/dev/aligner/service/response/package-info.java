/** How a body that is made while it is sent leaves. */
@NullMarked
package dev.aligner.service.response;

import org.jspecify.annotations.NullMarked;
