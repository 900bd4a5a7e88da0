@org.jspecify.annotations.NullMarked
package dev.remocal.test.demo;
