/** What every corrector does, whatever its model, its files and the place where it runs. Other modules test with it too. */
@NullMarked
package dev.aligner.engine.contract;

import org.jspecify.annotations.NullMarked;
