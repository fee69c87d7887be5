"""The tests of Dragoman."""
