export async function* training() {}
