/** What a connection may hold of the server: bounds that hold before there is a request, and while its answer is read. */
@NullMarked
package dev.aligner.service.connection;

import org.jspecify.annotations.NullMarked;
