// The lead's view.

export default {};
