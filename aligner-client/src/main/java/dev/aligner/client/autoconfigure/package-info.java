/** The client as a bean of Spring Boot. */
@NullMarked
package dev.aligner.client.autoconfigure;

import org.jspecify.annotations.NullMarked;
