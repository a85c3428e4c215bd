@NullMarked
package dev.aligner.service.request;

import org.jspecify.annotations.NullMarked;
